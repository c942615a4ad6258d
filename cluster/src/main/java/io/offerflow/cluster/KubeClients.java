package io.offerflow.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** Builds the Kubernetes client of a process, always on the JDK's HTTP client and with bounded requests. */
public final class KubeClients {
    public static final String KUBECONFIG = "OFFERFLOW_KUBECONFIG";
    public static final String CONTEXT = "OFFERFLOW_KUBE_CONTEXT";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 10_000;
    /** Callers retry on their own terms; the client only bridges a hiccup. */
    private static final int RETRIES = 2;
    /** A broken watch comes back after this, doubled up to 32 times: 8 s at most after an outage. */
    private static final int WATCH_RETRY_MILLIS = 250;

    private KubeClients() {}

    /**
     * The client of {@link #KUBECONFIG} and {@link #CONTEXT}; without them the one of {@code KUBECONFIG}, the user's kubeconfig or the pod's
     * service account, in this order. Nothing is sent yet.
     *
     * @throws SettingException when the named file or context does not exist
     */
    public static KubernetesClient create(Settings settings) {
        String context = settings.text(CONTEXT).orElse(null);
        return settings.text(KUBECONFIG)
                .map(path -> client(fromFile(path, context)))
                .orElseGet(() -> client(Config.autoConfigure(context)));
    }

    private static Config fromFile(String path, @Nullable String context) {
        File file = new File(path);
        if (!file.isFile() || !file.canRead()) {
            throw new SettingException(KUBECONFIG, path, "a readable kubeconfig file is needed");
        }
        Config config = Config.fromKubeconfig(context, file);
        boolean found = config.getCurrentContext() != null
                && (context == null || context.equals(config.getCurrentContext().getName()));
        if (!found) {
            throw new SettingException(CONTEXT, context == null ? "" : context, "a context of " + path + " is needed");
        }
        return config;
    }

    private static KubernetesClient client(Config base) {
        Config config = new ConfigBuilder(base)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES)
                .withWatchReconnectInterval(WATCH_RETRY_MILLIS)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
