package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes have used of the processors, as Linux counts it in {@code /proc}. */
public final class ProcessorTime {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_CHILDREN_THAT_ENDED = 13;
    private static final int SYSTEM_OF_CHILDREN_THAT_ENDED = 14;

    private ProcessorTime() {}

    /** Seconds so far: of the process, of those that it has started, and of those of them that have ended. */
    public static double secondsOf(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                        .mapToLong(ProcessorTime::ticks)
                        .sum()
                / TICKS_PER_SECOND;
    }

    private static long ticks(ProcessHandle process) {
        try {
            return ticks(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat")));
        } catch (IOException ended) {
            return 0;
        }
    }

    /** @param stat of proc(5); a program's name may have spaces and parentheses in it */
    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[USER])
                + Long.parseLong(fields[SYSTEM])
                + Long.parseLong(fields[USER_OF_CHILDREN_THAT_ENDED])
                + Long.parseLong(fields[SYSTEM_OF_CHILDREN_THAT_ENDED]);
    }
}
