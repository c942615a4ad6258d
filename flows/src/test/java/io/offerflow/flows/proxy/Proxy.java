package io.offerflow.flows.proxy;

import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs, and how each is started with its documented configuration. */
enum Proxy {
    NGINX("nginx", "nginx.conf") {
        @Override
        List<String> command(String program, Path config, Path folder) throws IOException {
            Path whole = folder.resolve("whole.conf");
            Files.writeString(
                    whole,
                    """
                    daemon off; pid %1$s/pid; error_log %1$s/error.log warn;
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                      uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                      include %2$s;
                    }
                    """
                            .formatted(folder, config));
            return List.of(program, "-p", folder.toString(), "-c", whole.toString());
        }
    },
    CADDY("caddy", "Caddyfile") {
        @Override
        List<String> command(String program, Path config, Path folder) {
            return List.of(program, "run", "--adapter", "caddyfile", "--config", config.toString());
        }
    },
    TRAEFIK("traefik", "traefik.yaml") {
        @Override
        List<String> command(String program, Path config, Path folder) {
            return List.of(
                    program,
                    "--providers.file.filename=" + config,
                    "--entryPoints.web.address="
                            + LISTEN.replace("8000", folder.getFileName().toString()),
                    "--global.checkNewVersion=false",
                    "--global.sendAnonymousUsage=false");
        }
    };

    private static final String LISTEN = "127.0.0.1:8000";
    private static final String GATE = "x402-verifier.x402.svc.cluster.local:8080";
    private static final String SERVICE = "hello.demo.svc.cluster.local:8080";
    private static final Path CONFIGURATIONS = Path.of("..", "deploy", "proxies");
    private static final Duration START = Duration.ofSeconds(30);

    private final String program;
    private final String file;

    Proxy(String program, String file) {
        this.program = program;
        this.file = file;
    }

    /** A started proxy. */
    record Running(URI address, ServerProcess process) {}

    Optional<String> absence() {
        return find().isPresent() ? Optional.empty() : Optional.of(program + " is neither on PATH nor in /usr/sbin");
    }

    /** @param folder empty; the proxy's own */
    Running start(InetSocketAddress gate, int service, Path folder) throws IOException, InterruptedException {
        int port = FreePorts.take(1).getFirst();
        Path own = Files.createDirectory(folder.resolve(Integer.toString(port)));
        String text = Files.readString(CONFIGURATIONS.resolve(file))
                .replace(GATE, "127.0.0.1:" + gate.getPort())
                .replace(SERVICE, "127.0.0.1:" + service)
                .replace("listen 8000", "listen 127.0.0.1:" + port)
                .replace(":8000 {", ":" + port + " {\n\tbind 127.0.0.1");
        // Under another name: Traefik takes a traefik.yaml in its folder for its static configuration.
        Path config = own.resolve("offer-" + file);
        Files.writeString(config, text);
        ServerProcess process =
                ServerProcess.start(program, command(find().orElseThrow().toString(), config, own), own);
        process.await(() -> asksForPayment(port), START);
        return new Running(URI.create("http://127.0.0.1:" + port), process);
    }

    abstract List<String> command(String program, Path config, Path folder) throws IOException;

    private Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Listening is not enough: Traefik does so before it has read its routes. */
    private static boolean asksForPayment(int port) {
        URI offer = URI.create("http://127.0.0.1:" + port + "/services/hello");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(offer).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 402;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
