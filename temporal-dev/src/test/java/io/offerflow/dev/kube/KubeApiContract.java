package io.offerflow.dev.kube;

/** What our code relies on of an API server; runs unchanged against ours and a real one. */
interface KubeApiContract extends WriteContract, ApplyContract, AdmissionContract, ReadContract, DeletionContract {}
