/**
 * The small embedded API server behind tests, {@code offerflow demo} and {@code offerflow dev}.
 *
 * <p>It exists because nothing else of its size runs in a JVM and has what kubectl and our code need: chunked and WebSocket watches,
 * server-side apply with real field ownership, CRD schemas with CEL, printed tables, finalizers and garbage collection. The same
 * suites run against it and against a real kube-apiserver, which is the judge of any difference.
 *
 * <p>Served: Namespace, Service, ConfigMap, Secret, Event, Lease, EndpointSlice, Deployment, CustomResourceDefinition, and every kind
 * a CustomResourceDefinition defines. Left out: users and permissions, admission webhooks, conversion webhooks, protobuf, pods and
 * all controllers except garbage collection and namespace deletion.
 */
@NullMarked
package io.offerflow.dev.kube;

import org.jspecify.annotations.NullMarked;
