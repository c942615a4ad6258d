@NullMarked
package io.offerflow.dev.hermes;

import org.jspecify.annotations.NullMarked;
