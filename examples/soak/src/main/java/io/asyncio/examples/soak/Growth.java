package io.asyncio.examples.soak;

import java.util.Optional;

/**
 * The rule by which a quantity has grown: the median of the last third of its samples exceeds that of the first third by
 * more than the {@linkplain Quantity#allowance allowance}.
 *
 * <p>A leak grows as long as there is work, so that these medians are two thirds of the time apart, and of the growth.
 * What fills up once, such as a cache, does so before the first sample, or is less than the allowance. A median ignores
 * single samples, such as one between the start of a thread and its end.
 */
final class Growth {
    private Growth() {}

    /** What to tell if it has grown. */
    static Optional<String> of(Quantity quantity, Series series) {
        long before = series.medianOfFirstThird();
        long after = series.medianOfLastThird();
        long allowance = quantity.allowance(before);
        if (after - before <= allowance) {
            return Optional.empty();
        }
        Scale scale = quantity.scale();
        return Optional.of("%s: grows from %s to %s (medians of the first and the last third), allowed are %s more"
                .formatted(series.name(), scale.format(before), scale.format(after), scale.format(allowance)));
    }
}
