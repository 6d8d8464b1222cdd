import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class KitchenTest {
    @Test
    fun `all dishes are served`() {
        assertEquals(setOf("cake", "pasta", "soup"), serve(listOf("soup", "pasta", "cake")))
    }
}
