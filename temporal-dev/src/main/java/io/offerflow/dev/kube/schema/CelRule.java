package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}, compiled. Beyond CEL's standard library and its extensions for strings, lists, sets and
 * optionals it knows Kubernetes' {@code isURL}, {@code find} and {@code findAll}.
 */
final class CelRule {

    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), CelExtensions.lists(), CelExtensions.sets(OPTIONS))
            .addLibraries(CelOptionalLibrary.INSTANCE)
            .addFunctionBindings(
                    CelFunctionBinding.from("is_url", String.class, CelRule::isUrl),
                    CelFunctionBinding.from("string_find", String.class, String.class, CelRule::find),
                    CelFunctionBinding.from("string_find_all", String.class, String.class, CelRule::findAll))
            .build();

    private final JsonNode source;
    private final CelRuntime.Program condition;
    private final CelRuntime.@Nullable Program message;

    private CelRule(JsonNode source, CelRuntime.Program condition, CelRuntime.@Nullable Program message) {
        this.source = source;
        this.condition = condition;
        this.message = message;
    }

    /** The compiler for rules on one place of a schema. */
    static CelCompiler compiler(SchemaNode schema) {
        CelTypes types = new CelTypes();
        CelType self = types.declare(schema);
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.strings(), CelExtensions.lists(), CelExtensions.sets(OPTIONS))
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                "isURL",
                                CelOverloadDecl.newGlobalOverload("is_url", SimpleType.BOOL, SimpleType.STRING)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "find",
                                CelOverloadDecl.newMemberOverload(
                                        "string_find", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "findAll",
                                CelOverloadDecl.newMemberOverload(
                                        "string_find_all",
                                        ListType.create(SimpleType.STRING),
                                        SimpleType.STRING,
                                        SimpleType.STRING)))
                .setTypeProvider(types)
                .addVar("self", self)
                .addVar("oldSelf", self)
                .build();
    }

    static CelRule compile(JsonNode source, CelCompiler compiler) throws CelValidationException {
        try {
            CelRuntime.Program condition = RUNTIME.createProgram(
                    compiler.compile(source.path("rule").asText()).getAst());
            CelRuntime.Program message = !source.has("messageExpression")
                    ? null
                    : RUNTIME.createProgram(
                            compiler.compile(source.path("messageExpression").asText())
                                    .getAst());
            return new CelRule(source, condition, message);
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("a checked rule has no program: " + source, e);
        }
    }

    /** A rule that compares with the old value; it holds for new objects. */
    boolean transition() {
        return OLD_SELF.matcher(source.path("rule").asText()).find();
    }

    @Nullable
    Violation check(String path, JsonNode value, Map<String, Object> variables) {
        try {
            if (Boolean.TRUE.equals(condition.eval(variables))) {
                return null;
            }
        } catch (CelEvaluationException e) {
            return Violation.invalid(place(path), Types.of(value), e.getMessage() + " evaluating rule: " + title());
        }
        String fieldPath = source.path("fieldPath").asText("");
        return Violation.rule(
                source.path("reason").asText("FieldValueInvalid"), place(path + fieldPath), value, explain(variables));
    }

    /** The whole object has no path; this is how the real server prints that. */
    private static String place(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }

    private String title() {
        String text = source.path("message").asText("");
        return (text.isEmpty() ? source.path("rule").asText() : text).strip();
    }

    private String explain(Map<String, Object> variables) {
        if (message != null) {
            try {
                if (message.eval(variables) instanceof String text && !text.isBlank() && !text.contains("\n")) {
                    return text.strip();
                }
            } catch (CelEvaluationException e) {
                // A message that cannot be computed falls back to the fixed one, as on the real server.
                return fixed();
            }
        }
        return fixed();
    }

    private String fixed() {
        String text = source.path("message").asText("").strip();
        return text.isEmpty() ? "failed rule: " + source.path("rule").asText().strip() : text;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String find(Object text, Object pattern) {
        Matcher matcher = Pattern.compile((String) pattern).matcher((String) text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(Object text, Object pattern) {
        List<String> out = new ArrayList<>();
        Matcher matcher = Pattern.compile((String) pattern).matcher((String) text);
        while (matcher.find()) {
            out.add(matcher.group());
        }
        return out;
    }
}
