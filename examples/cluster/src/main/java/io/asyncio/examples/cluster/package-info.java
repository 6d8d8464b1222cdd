/**
 * The loops of several nodes as the homes of keys. What belongs to a key lives on one loop of one node, and needs no lock
 * there; {@link io.asyncio.examples.cluster.Homes} finds that node by Hazelcast's table of partitions, and calls it.
 *
 * <ul>
 *   <li>{@link io.asyncio.examples.cluster.Homes} is what users see, with {@link io.asyncio.examples.cluster.Request};
 *   <li>{@link io.asyncio.examples.cluster.Calls} are those that this node waits for;
 *   <li>{@link io.asyncio.examples.cluster.Served} are those that this node works for;
 *   <li>{@link io.asyncio.examples.cluster.Message} is what goes from node to node, with {@link
 *       io.asyncio.examples.cluster.Answer} on the way back.
 * </ul>
 */
@NullMarked
package io.asyncio.examples.cluster;

import org.jspecify.annotations.NullMarked;
