package io.intarsia.launcher;

/** Starts the command that is its arguments, as Maven starts the launcher, and waits for it. */
class FakeMaven {
    public static void main(String[] command) throws Exception {
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
