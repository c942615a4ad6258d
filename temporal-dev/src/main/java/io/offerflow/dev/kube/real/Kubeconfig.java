package io.offerflow.dev.kube.real;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The file with which kubectl and clients reach the servers. */
final class Kubeconfig {

    private static final String NAME = "offerflow";

    private Kubeconfig() {}

    /** YAML with server, administrator's token and, embedded, the authority that signed the server's certificate. */
    static String of(String server, Path certificate, String token) throws IOException {
        Config config = new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .addNewCluster()
                .withName(NAME)
                .withNewCluster()
                .withServer(server)
                .withCertificateAuthorityData(Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)))
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName(NAME)
                .withNewUser()
                .withToken(token)
                .endUser()
                .endUser()
                .addNewContext()
                .withName(NAME)
                .withNewContext()
                .withCluster(NAME)
                .withUser(NAME)
                .endContext()
                .endContext()
                .withCurrentContext(NAME)
                .build();
        return Serialization.asYaml(config);
    }
}
