package io.offerflow.dev.hermes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One pod's volumes as folders, and what its containers are told, with every mount's path replaced by that of the folder. Volumes from
 * ConfigMaps are laid out as a kubelet does, so that a new version appears at once and whole; of Secrets a volume has the entries that it names.
 */
public final class PodFolder {
    private final Path root;
    private final PodSpec pod;
    private final Sources sources;

    /** Where a pod's values come from; empty for an object that does not exist. */
    public record Sources(
            Function<String, Optional<ConfigMap>> configMaps, Function<String, Optional<Secret>> secrets) {

        /** The objects of a namespace, read when they are asked for. */
        public static Sources of(KubernetesClient client, String namespace) {
            return new Sources(
                    name -> Optional.<ConfigMap>ofNullable(client.configMaps()
                            .inNamespace(namespace)
                            .withName(name)
                            .get()),
                    name -> Optional.<Secret>ofNullable(client.secrets()
                            .inNamespace(namespace)
                            .withName(name)
                            .get()));
        }
    }

    /** @param root survives the pod, as a claim's disk does */
    public PodFolder(Path root, PodSpec pod, Sources sources) {
        this.root = root;
        this.pod = pod;
        this.sources = sources;
    }

    /**
     * Fills the volumes anew.
     *
     * @throws Missing when the pod needs an object that is not there
     */
    public void fill() throws IOException {
        for (Volume volume : pod.getVolumes()) {
            Path folder = Files.createDirectories(folder(volume.getName()));
            if (volume.getConfigMap() != null) {
                String name = volume.getConfigMap().getName();
                Optional<ConfigMap> found = sources.configMaps().apply(name);
                if (found.isPresent()) {
                    publish(folder, found.get());
                } else if (!Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
                    throw new Missing("ConfigMap " + name + " does not exist");
                }
            } else if (volume.getSecret() != null) {
                place(folder, volume.getSecret());
            }
        }
    }

    /** The container's environment, and nothing of this process's but where programs are. */
    public Map<String, String> environment(Container container) {
        Map<String, String> out = new TreeMap<>();
        out.put("PATH", System.getenv().getOrDefault("PATH", ""));
        for (var from : container.getEnvFrom()) {
            if (from.getSecretRef() != null) {
                sources.secrets().apply(from.getSecretRef().getName()).ifPresent(secret -> secret.getData()
                        .forEach((name, value) -> out.put(name, decoded(value))));
            }
        }
        for (EnvVar variable : container.getEnv()) {
            SecretKeySelector secret = variable.getValueFrom() == null
                    ? null
                    : variable.getValueFrom().getSecretKeyRef();
            if (secret != null) {
                entry(secret)
                        .ifPresent(value -> out.put(variable.getName(), new String(value, StandardCharsets.UTF_8)));
            } else if (variable.getValue() != null) {
                out.put(variable.getName(), here(container, variable.getValue()));
            }
        }
        return out;
    }

    /** A text of the container with this machine's paths instead of those of its mounts. */
    String here(Container container, String text) {
        Map<String, String> mounts = new HashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            mounts.put(mount.getMountPath(), folder(mount.getName()).toString());
        }
        String any =
                String.join("|", mounts.keySet().stream().map(Pattern::quote).toList());
        return Pattern.compile("(?<![\\w./-])(" + any + ")(?![\\w.-])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(mounts.get(found.group(1)))));
    }

    List<String> here(Container container, List<String> words) {
        return words.stream().map(word -> here(container, word)).toList();
    }

    private Path folder(String volume) {
        return root.resolve(volume);
    }

    private Optional<byte[]> entry(SecretKeySelector wanted) {
        Optional<byte[]> value = sources.secrets()
                .apply(wanted.getName())
                .map(Secret::getData)
                .map(data -> data.get(wanted.getKey()))
                .map(Base64.getDecoder()::decode);
        if (value.isEmpty() && !Boolean.TRUE.equals(wanted.getOptional())) {
            throw new Missing("Secret " + wanted.getName() + " has no entry " + wanted.getKey());
        }
        return value;
    }

    private void place(Path folder, SecretVolumeSource volume) throws IOException {
        for (KeyToPath item : volume.getItems()) {
            Optional<byte[]> value =
                    entry(new SecretKeySelector(item.getKey(), volume.getSecretName(), volume.getOptional()));
            if (value.isPresent()) {
                Files.write(folder.resolve(item.getPath()), value.get());
            }
        }
    }

    /** A new folder for the version, then one link that turns to it. */
    private static void publish(Path folder, ConfigMap map) throws IOException {
        String version =
                ".." + map.getMetadata().getUid() + "." + map.getMetadata().getResourceVersion();
        if (Files.isDirectory(folder.resolve(version))) {
            return;
        }
        Path fresh = Files.createDirectories(folder.resolve(version));
        Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
        for (Map.Entry<String, String> entry : data.entrySet()) {
            Files.writeString(fresh.resolve(entry.getKey()), entry.getValue());
        }
        Path turning = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
        Files.move(turning, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : data.keySet()) {
            Path link = folder.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data", name));
            }
        }
        try (var links = Files.list(folder)) {
            for (Path link : links.filter(Files::isSymbolicLink).toList()) {
                if (!Files.exists(link)) {
                    Files.delete(link);
                }
            }
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** The pod cannot start yet. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }
}
