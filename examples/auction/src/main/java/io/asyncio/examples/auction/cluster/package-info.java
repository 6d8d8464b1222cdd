/**
 * The auction house on several nodes: each auction lives on the loop of one of them. {@link
 * io.asyncio.examples.auction.cluster.ClusterHouse} is the house as each node sees it, {@link
 * io.asyncio.examples.auction.cluster.Board} what each node knows of all auctions, {@link
 * io.asyncio.examples.auction.cluster.StartNodes} the program that starts several nodes on one machine.
 */
package io.asyncio.examples.auction.cluster;
