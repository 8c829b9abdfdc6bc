package io.sojourn.cluster;

import java.nio.file.Path;

/**
 * What a node proves itself with, and by what it knows the others. All are PEM files.
 *
 * @param authority the certificates that sign the nodes' certificates; whoever shows a certificate
 *     signed by one of them is a node
 * @param certificate this node's, with the names or addresses that the others reach it by, followed
 *     by those between it and the authority
 * @param key the certificate's private key, PKCS#8, not encrypted
 */
public record TlsFiles(Path authority, Path certificate, Path key) {}
