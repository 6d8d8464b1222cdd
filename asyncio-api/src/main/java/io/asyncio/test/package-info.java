/**
 * Tests of code that runs on a loop. Read first {@link io.asyncio.test.AsyncioTest}.
 *
 * <ul>
 *   <li>{@link io.asyncio.test.AsyncioTest}: a JUnit 5 test method that runs as a task; needs {@code junit-jupiter-api}.
 *   <li>{@link io.asyncio.test.VirtualTimeLoop}: the same for any other test framework.
 * </ul>
 *
 * <p>Tests run in virtual time, in which sleeping takes none, and fail if they leave tasks or unhandled errors behind.
 */
@NullMarked
package io.asyncio.test;

import org.jspecify.annotations.NullMarked;
