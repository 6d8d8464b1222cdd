package io.asyncio.examples.benchmarks.report;

/** What is to be reached, by the ratio of ours to a peer, or by a number of ours alone. */
sealed interface Target {
    /** Whether it is, by what was measured of the row's contender and of ours. */
    boolean isMet(double contender, double ours);

    /** Ours costs at most so many times the peer's. */
    record RatioAtMost(double limit) implements Target {
        @Override
        public boolean isMet(double contender, double ours) {
            return ours / contender <= limit;
        }

        @Override
        public String toString() {
            return "≤ " + limit + "x";
        }
    }

    /** Ours does at least so many times the peer's. */
    record RatioAtLeast(double limit) implements Target {
        @Override
        public boolean isMet(double contender, double ours) {
            return ours / contender >= limit;
        }

        @Override
        public String toString() {
            return "≥ " + limit + "x";
        }
    }

    /** This contender, one of ours, costs at most so much. */
    record AtMost(double limit, String unit) implements Target {
        @Override
        public boolean isMet(double contender, double ours) {
            return contender <= limit;
        }

        @Override
        public String toString() {
            return "≤ " + Score.number(limit) + " " + unit;
        }
    }

    /** Ours costs at most so much more than this one. */
    record MoreAtMost(double limit, String unit) implements Target {
        @Override
        public boolean isMet(double contender, double ours) {
            return ours - contender <= limit;
        }

        @Override
        public String toString() {
            return "ours ≤ " + Score.number(limit) + " " + unit + " more";
        }
    }
}
