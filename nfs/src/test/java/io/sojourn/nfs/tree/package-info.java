/** Tests of the file tree: each rule of the RFC, golden bytes, and a model beside it. */
@NullMarked
package io.sojourn.nfs.tree;

import org.jspecify.annotations.NullMarked;
