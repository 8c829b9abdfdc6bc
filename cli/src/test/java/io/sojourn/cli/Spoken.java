package io.sojourn.cli;

import tools.jackson.databind.node.ObjectNode;

/** What a relay says, for tests that speak as one. */
final class Spoken {
  private Spoken() {}

  static ObjectNode registered(String code, boolean resumed) {
    return Json.message("registered")
        .put("code", code)
        .put("session_id", "5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b")
        .put("resume_token", "st_host")
        .put("resumed", resumed)
        .put("grace_seconds", 300);
  }

  static ObjectNode welcomed() {
    return Json.message("auth_success")
        .put("resume_token", "st_viewer")
        .put("viewer_id", "v1")
        .put("host_name", "build")
        .put("host_online", true)
        .put("read_only", false)
        .put("recovered", false);
  }

  static ObjectNode terminals() {
    ObjectNode list = Json.message("session_list");
    list.putArray("sessions").addObject().put("id", Share.TERMINAL).put("name", "build");
    return list;
  }
}
