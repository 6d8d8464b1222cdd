/** The real servers that tests of the examples start, from packages of this machine. */
package io.asyncio.examples.servers;
