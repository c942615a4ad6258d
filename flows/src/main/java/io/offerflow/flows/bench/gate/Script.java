package io.offerflow.flows.bench.gate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A Lua script for wrk, and the one argument that it is given. */
record Script(String file, String argument) {
    private static final String PAYMENTS = "payments.lua";
    private static final String OFFERS = "offers.lua";

    /** Sends so many payments, each once. */
    static Script payments(Path file, Mint mint, int count) throws IOException {
        mint.write(file, count);
        return new Script(unpacked(file.resolveSibling(PAYMENTS)), file.toString());
    }

    /** Asks for each of so many offers in turn. */
    static Script offers(Path folder, int count) throws IOException {
        return new Script(unpacked(folder.resolve(OFFERS)), Integer.toString(count));
    }

    private static String unpacked(Path file) throws IOException {
        try (InputStream script =
                Script.class.getResourceAsStream(file.getFileName().toString())) {
            if (script == null) {
                throw new FileNotFoundException(file.getFileName() + " is missing beside this class");
            }
            Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file.toString();
    }
}
