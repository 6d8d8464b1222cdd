/**
 * What Spring Boot finds by itself when this adapter is on the class path: a {@link io.asyncio.Loop} that lives as long as
 * the application, {@link io.asyncio.Task} as a type that controllers return, controller methods that run as tasks, the
 * endpoint {@code /actuator/asyncio}, metrics, and Spring's advice, as {@code @Transactional}, for methods in direct style.
 */
@NullMarked
package io.asyncio.reactor.spring;

import org.jspecify.annotations.NullMarked;
