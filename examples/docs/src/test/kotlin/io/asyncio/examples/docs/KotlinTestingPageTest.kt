package io.asyncio.examples.docs

import io.asyncio.kotlin.sleep
import io.asyncio.kotlin.await
import io.asyncio.kotlin.test.testLoop
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test

/** The Kotlin code of docs/testing.md. */
@OptIn(ExperimentalCoroutinesApi::class)
class KotlinTestingPageTest {
    @Test
    fun `one clock`() = runTest {
        val loop = testLoop()
        val task = loop.createTask { sleep(3600) }
        delay(3_599_000)
        assertFalse(task.done())
        task.await()
        assertEquals(3_600_000, currentTime)
    }
}
