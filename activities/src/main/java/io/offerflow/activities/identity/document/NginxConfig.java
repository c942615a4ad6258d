package io.offerflow.activities.identity.document;

import java.util.regex.Pattern;

/**
 * The configuration of the static server: one document at one path, by GET and HEAD, and nothing else of the disk. It runs without root and writes to
 * one folder only. Files are opened anew for each request, so that a new version is seen at once; an answer that has begun ends with the file it
 * began with.
 */
final class NginxConfig {
    static final String FILE = "nginx.conf";
    static final String DOCUMENT = "agent-registration.json";
    static final String HEALTH = "/healthz";
    /** Seconds for which others may keep the document. */
    static final int FRESH = 60;

    /** What may stand in a location without being read as more than a path. */
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    /** @param scratch the folder that may be written to */
    record Layout(int port, String folder, String scratch) {
        static final Layout POD = new Layout(8080, "/srv/registration", "/tmp");
    }

    private NginxConfig() {}

    /** @throws IllegalArgumentException when the path has more than letters, digits, points, lines and slashes */
    static String of(String path, Layout layout) {
        if (!PLAIN.matcher(path).matches()) {
            throw new IllegalArgumentException("a document cannot be served at " + path);
        }
        return """
            # Serves one document. Written by Offerflow; edits are undone.
            daemon off;
            worker_processes 1;
            pid %2$s/nginx.pid;
            error_log stderr warn;
            events {
              worker_connections 512;
            }
            http {
              access_log off;
              server_tokens off;
              client_body_temp_path %2$s/body;
              proxy_temp_path %2$s/proxy;
              fastcgi_temp_path %2$s/fastcgi;
              uwsgi_temp_path %2$s/uwsgi;
              scgi_temp_path %2$s/scgi;
              client_header_timeout 10s;
              client_body_timeout 10s;
              send_timeout 10s;
              keepalive_timeout 30s;
              client_max_body_size 1k;
              sendfile on;
              tcp_nopush on;
              open_file_cache off;
              types {
                application/json json;
              }
              default_type text/plain;
              charset utf-8;
              charset_types application/json text/plain;
              server {
                listen %1$d;
                absolute_redirect off;
                if ($request_method !~ ^(GET|HEAD)$) {
                  return 405;
                }
                location = %4$s {
                  alias %3$s/%6$s;
                  add_header Cache-Control "public, max-age=%7$d" always;
                  add_header Access-Control-Allow-Origin "*" always;
                  add_header X-Content-Type-Options nosniff always;
                }
                location = %5$s {
                  return 200 "ok";
                }
                location / {
                  return 404;
                }
              }
            }
            """
                .formatted(layout.port(), layout.scratch(), layout.folder(), path, HEALTH, DOCUMENT, FRESH);
    }
}
