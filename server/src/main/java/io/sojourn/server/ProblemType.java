package io.sojourn.server;

import java.util.Locale;

/**
 * Every kind of refusal that the HTTP door can give: a stable name, its status and its title.
 *
 * <p>The constant's name in kebab case is the last part of the problem's {@code type}. A released
 * name is never given another meaning.
 */
enum ProblemType {
  MALFORMED_REQUEST(400, "Malformed request"),
  MALFORMED_JSON(400, "Malformed JSON"),
  INVALID_FIELD(400, "Invalid field"),
  INVALID_PARAMETER(400, "Invalid parameter"),
  UNAUTHENTICATED(401, "Authentication required"),
  FORBIDDEN(403, "Forbidden"),
  ORIGIN_REFUSED(403, "Origin refused"),
  NOT_ADMITTED(403, "Not admitted"),
  NOT_FOUND(404, "Not found"),
  SESSION_UNKNOWN(404, "Session unknown"),
  ATTRIBUTE_UNKNOWN(404, "Attribute unknown"),
  NODE_UNKNOWN(404, "Node unknown"),
  NFS_CLIENT_UNKNOWN(404, "NFS client unknown"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  REQUEST_TIMEOUT(408, "Request timeout"),
  NOT_A_CLUSTER(409, "Not a cluster"),
  NFS_OFF(409, "NFS is off"),
  CLUSTER_CHANGE_REFUSED(409, "Cluster change refused"),
  ILLEGAL_TRANSITION(409, "Illegal transition"),
  SESSION_DEAD(409, "Session dead"),
  VERSION_MISMATCH(412, "Version mismatch"),
  CONTENT_TOO_LARGE(413, "Content too large"),
  URI_TOO_LONG(414, "URI too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  EXPECTATION_FAILED(417, "Expectation failed"),
  LIMIT_EXCEEDED(422, "Limit exceeded"),
  UPGRADE_REQUIRED(426, "Upgrade required"),
  TOO_MANY_ATTEMPTS(429, "Too many attempts"),
  HEADER_FIELDS_TOO_LARGE(431, "Header fields too large"),
  INTERNAL_ERROR(500, "Internal error"),
  NOT_LEADER(503, "Not the leader"),
  UNAVAILABLE(503, "Unavailable"),
  OUTCOME_UNKNOWN(503, "Outcome unknown"),
  STATE_FULL(507, "State full");

  private static final String PREFIX = "urn:sojourn:problem:";

  private final int status;
  private final String title;
  private final String uri;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
    this.uri = PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** The stable name: {@code urn:sojourn:problem:<kebab-code>}. */
  String uri() {
    return uri;
  }
}
