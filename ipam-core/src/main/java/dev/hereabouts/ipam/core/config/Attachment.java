package dev.hereabouts.ipam.core.config;

/** One interface of one container, as the runtime names it. */
public record Attachment(String containerId, String ifName) {}
