package dev.hereabouts.ipam.server.kubernetes;

/** What a request does to an object. */
public enum Verb {
  GET,
  POST,
  PUT,
  /** A merge patch (RFC 7386). */
  PATCH,
  DELETE
}
