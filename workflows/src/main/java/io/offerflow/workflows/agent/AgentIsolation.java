package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.ChildKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who reaches an agent, and whom it reaches: the gate and its own namespace; names, models, chains and the public network. */
final class AgentIsolation {
    private static final Pattern SERVICE =
            Pattern.compile("https?://[^./:]+\\.([^./:]+)\\.svc[^/:]*(?::(\\d+))?(/.*)?");
    private static final int HTTP = 80;
    private static final int DNS = 53;

    private AgentIsolation() {}

    static Map<String, Object> spec(Ref agent, AgentSettings settings) {
        Map<String, Object> spec = new TreeMap<>();
        spec.put("podSelector", Map.of("matchLabels", Labels.selectingAgent(agent)));
        spec.put("policyTypes", List.of("Ingress", "Egress"));
        spec.put(
                "ingress",
                List.of(new TreeMap<>(Map.of(
                        "from",
                        List.of(Map.of("podSelector", Map.of()), namespace(ChildKind.GATE_NAMESPACE)),
                        "ports",
                        List.of(port("TCP", Agent.PORT))))));
        spec.put("egress", egress(settings));
        return spec;
    }

    private static List<Map<String, Object>> egress(AgentSettings settings) {
        List<Map<String, Object>> rules = new ArrayList<>();
        rules.add(Map.of("to", List.of(Map.of("podSelector", Map.of()))));
        Map<String, Object> names = namespace("kube-system");
        names.put("podSelector", Map.of("matchLabels", Map.of("k8s-app", "kube-dns")));
        rules.add(to(names, List.of(port("UDP", DNS), port("TCP", DNS))));
        for (String url : List.of(settings.modelUrl(), settings.rpcUrl())) {
            Matcher service = SERVICE.matcher(url);
            if (service.matches()) {
                int port = service.group(2) == null ? HTTP : Integer.parseInt(service.group(2));
                rules.add(to(namespace(service.group(1)), List.of(port("TCP", port))));
            }
        }
        rules.add(Map.of("to", List.of(everything("0.0.0.0/0", '.', settings), everything("::/0", ':', settings))));
        return rules;
    }

    /** All addresses of one family but the private ones. */
    private static Map<String, Object> everything(String all, char family, AgentSettings settings) {
        List<String> closed = settings.privateRanges().stream()
                .filter(range -> (range.indexOf(':') >= 0) == (family == ':'))
                .toList();
        return Map.of("ipBlock", new TreeMap<>(Map.of("cidr", all, "except", closed)));
    }

    private static Map<String, Object> to(Map<String, Object> whom, List<Map<String, Object>> ports) {
        return new TreeMap<>(Map.of("to", List.of(whom), "ports", ports));
    }

    private static Map<String, Object> namespace(String name) {
        return new TreeMap<>(
                Map.of("namespaceSelector", Map.of("matchLabels", Map.of("kubernetes.io/metadata.name", name))));
    }

    private static Map<String, Object> port(String protocol, int port) {
        return new TreeMap<>(Map.of("protocol", protocol, "port", port));
    }
}
