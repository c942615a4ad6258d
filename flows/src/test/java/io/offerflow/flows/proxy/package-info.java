/** The gate behind proxies that people run, each a real program with the configuration that deploy/proxies documents. */
@NullMarked
package io.offerflow.flows.proxy;

import org.jspecify.annotations.NullMarked;
