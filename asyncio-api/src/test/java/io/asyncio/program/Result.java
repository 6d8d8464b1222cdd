package io.asyncio.program;

import java.util.List;

/** What came of a program: what happened, in order, and what must not. */
record Result(List<String> trace, List<String> faults) {}
