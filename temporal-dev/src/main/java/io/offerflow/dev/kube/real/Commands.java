package io.offerflow.dev.kube.real;

import java.nio.file.Path;
import java.util.List;

/** The command lines of the three programs. */
record Commands(Path binaries, Path data, Ports ports) {

    private static final String LOOPBACK = "127.0.0.1";

    String etcdUrl() {
        return "http://" + LOOPBACK + ":" + ports.etcd();
    }

    String apiServerUrl() {
        return "https://" + LOOPBACK + ":" + ports.apiServer();
    }

    String controllerManagerUrl() {
        return "https://" + LOOPBACK + ":" + ports.controllerManager();
    }

    /** The certificate that the API server signs for itself at its first start, followed by the authority that it made for it. */
    Path certificate() {
        return certificates().resolve("apiserver.crt");
    }

    /** As {@link #certificate()}, of the controller manager. */
    Path controllerManagerCertificate() {
        return certificates().resolve("kube-controller-manager.crt");
    }

    /** Without fsync: it survives the kill of any process, and a machine that stops takes a test with it anyway. */
    List<String> etcd() {
        String peer = "http://" + LOOPBACK + ":" + ports.etcdPeer();
        return List.of(
                program(Binaries.ETCD),
                "--name=default",
                "--data-dir=" + data.resolve("etcd"),
                "--listen-client-urls=" + etcdUrl(),
                "--advertise-client-urls=" + etcdUrl(),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--log-level=warn",
                "--unsafe-no-fsync");
    }

    List<String> apiServer(Credentials credentials) {
        return List.of(
                program(Binaries.API_SERVER),
                "--etcd-servers=" + etcdUrl(),
                "--bind-address=" + LOOPBACK,
                "--advertise-address=" + LOOPBACK,
                "--secure-port=" + ports.apiServer(),
                "--cert-dir=" + certificates(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + credentials.signingKey(),
                "--service-account-key-file=" + credentials.verifyingKey(),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--token-auth-file=" + credentials.tokens(),
                "--authorization-mode=RBAC",
                // No pod runs here, so the kubernetes Service needs no endpoint; EndpointSlices refuse loopback
                // addresses.
                "--endpoint-reconciler-type=none",
                "--allow-privileged=true");
    }

    /** Only the controllers that delete: tests write the status of Deployments and of Gateways themselves. */
    List<String> controllerManager(Credentials credentials, Path kubeconfig) {
        return List.of(
                program(Binaries.CONTROLLER_MANAGER),
                "--kubeconfig=" + kubeconfig,
                "--bind-address=" + LOOPBACK,
                "--secure-port=" + ports.controllerManager(),
                "--cert-dir=" + certificates(),
                "--leader-elect=false",
                "--service-account-private-key-file=" + credentials.signingKey(),
                "--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller,"
                        + "persistentvolumeclaim-protection-controller");
    }

    private String program(String name) {
        return binaries.resolve(name).toString();
    }

    private Path certificates() {
        return data.resolve("certificates");
    }
}
