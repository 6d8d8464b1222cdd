package io.asyncio.kotlin

import java.io.File
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Test

/** The public API is what `api/kotlin-adapter.api` says; `-Dapi.dump=true` writes that file anew. */
class ApiDumpTest {
    private val file = File("api/kotlin-adapter.api")

    @Test
    fun `the public API is the one under version control`() {
        val dump = dump()
        if (System.getProperty("api.dump") == "true") {
            file.parentFile.mkdirs()
            file.writeText(dump)
        }
        assertThat(dump)
            .`as`("the public API has changed: if that is wanted, write %s anew by -Dapi.dump=true", file)
            .isEqualTo(file.readText())
    }

    private fun dump(): String {
        val classes = File("target/classes").walk().filter { it.extension == "class" }.sorted().toList()
        assertThat(classes).isNotEmpty()
        return StringBuilder().also { AbiTools.getInstance().printJvmDump(it, classes, AbiFilters.EMPTY) }.toString()
    }
}
