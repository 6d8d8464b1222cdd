/**
 * Spring Boot's auto-configuration, of which an application calls nothing. Read first {@code AsyncioAutoConfiguration}.
 *
 * <p>It provides a {@link io.asyncio.Loop} that lives as long as the application, {@link io.asyncio.Task} as a type that
 * controllers return, controller methods that run as tasks, the endpoint {@code /actuator/asyncio} with the live view, metrics, and Spring's
 * advice, such as {@code @Transactional}, for methods in direct style.
 */
@NullMarked
package io.asyncio.reactor.spring;

import org.jspecify.annotations.NullMarked;
