package io.intarsia.kit.correlation;

/** A correlation proof that does not prove. The message says why and never repeats the proof. */
public final class ProofRefused extends Exception {
    ProofRefused(String reason) {
        super(reason);
    }
}
