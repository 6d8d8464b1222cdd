package io.asyncio.kotlin

/** What has come and was not taken; null is an element, too. */
internal class Element<T>(val value: T)
