/**
 * How to test code that runs on a loop: tests never sleep, and leave nothing behind. Read first
 * {@link io.asyncio.test.AsyncioTest}.
 *
 * <ul>
 *   <li>{@link io.asyncio.test.AsyncioTest}: a JUnit 5 test method that runs as a task; needs {@code junit-jupiter-api}.
 *   <li>{@link io.asyncio.test.VirtualTimeLoop}: the same for any other test framework.
 * </ul>
 */
@NullMarked
package io.asyncio.test;

import org.jspecify.annotations.NullMarked;
