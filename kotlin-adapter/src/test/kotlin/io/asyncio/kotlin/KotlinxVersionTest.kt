package io.asyncio.kotlin

import com.tngtech.archunit.core.domain.JavaClass
import com.tngtech.archunit.core.importer.ClassFileImporter
import java.nio.file.Path
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.test.TestScope
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** The tests run once with the oldest supported version of kotlinx-coroutines and once with the newest. */
class KotlinxVersionTest {
    private val adapter = ClassFileImporter().importPath(Path.of("target/classes"))

    @ParameterizedTest
    @ValueSource(classes = [Job::class, Flow::class, ReactorContext::class, TestScope::class])
    fun `the tests run with the version that the build says`(type: Class<*>) {
        val version = System.getProperty("tested.kotlinx-coroutines.version")
        assertThat(type.protectionDomain.codeSource.location.path).endsWith("-$version.jar")
    }

    @Test
    fun `all classes and members of kotlinx that the adapter uses are there`() {
        val missing = adapter.flatMap { missingTypes(it) + missingMembers(it) }
        assertThat(missing).isEmpty()
        assertThat(adapter.flatMap { it.accessesFromSelf }.filter { isOfKotlinx(it.targetOwner) }).isNotEmpty()
    }

    private fun missingTypes(user: JavaClass): List<String> =
        user.directDependenciesFromSelf
            .filter { isOfKotlinx(it.targetClass) && it.targetClass.source.isEmpty }
            .map { it.description }

    private fun missingMembers(user: JavaClass): List<String> =
        user.accessesFromSelf
            .filter { isOfKotlinx(it.targetOwner) && it.target.resolveMember().isEmpty }
            .map { it.description }

    private fun isOfKotlinx(type: JavaClass): Boolean = type.packageName.startsWith("kotlinx.coroutines")
}
