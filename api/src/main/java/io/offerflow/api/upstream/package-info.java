/** What was measured about an offer's upstream, by the activity that observes and by the monitor alike. */
@NullMarked
package io.offerflow.api.upstream;

import org.jspecify.annotations.NullMarked;
