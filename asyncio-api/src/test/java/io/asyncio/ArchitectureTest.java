package io.asyncio;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Arrows between packages point one way. */
@ArchTag("environment")
@AnalyzeClasses(packages = "io.asyncio", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "io.asyncio";
    private static final String FIBER = "io.asyncio.fiber";
    private static final String HOST = "io.asyncio.host";
    private static final String SEEING = "io.asyncio.seeing";
    private static final String STREAM = "io.asyncio.stream";
    private static final String SUBPROCESS = "io.asyncio.subprocess";
    private static final String TEST = "io.asyncio.test";
    private static final String VIEW = "io.asyncio.view";

    @ArchTest
    static final ArchRule fibersKnowNothingOfTheLoop = classes()
            .that()
            .resideInAPackage(FIBER)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(FIBER, "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule hostsKnowNeitherTasksNorLoops = noClasses()
            .that()
            .resideInAPackage(HOST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CORE, FIBER, STREAM, SUBPROCESS, SEEING, TEST, VIEW);

    @ArchTest
    static final ArchRule socketsStandOnTheLoopAndItsHost = noClasses()
            .that()
            .resideInAPackage(STREAM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FIBER, SUBPROCESS, SEEING, TEST, VIEW);

    @ArchTest
    static final ArchRule subprocessesStandOnTheLoopAndItsStreams = noClasses()
            .that()
            .resideInAPackage(SUBPROCESS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FIBER, HOST, SEEING, TEST, VIEW, "io.netty..");

    @ArchTest
    static final ArchRule socketsAreBelowTheFrontDoor = noClasses()
            .that()
            .resideInAPackage(STREAM)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(Asyncio.class.getName());

    @ArchTest
    static final ArchRule onlyTheFrontDoorAndTheSocketsHostKnowTheSockets = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and()
            .haveNameNotMatching(".*\\.(Asyncio|LoopSockets|LoopGroup|GroupServer)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(STREAM);

    @ArchTest
    static final ArchRule onlyTheFrontDoorAndTheProcessesHostKnowTheProcesses = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and()
            .haveNameNotMatching(".*\\.(Asyncio|LoopProcesses)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SUBPROCESS);

    @ArchTest
    static final ArchRule whoSeesStandsOnTheLoopAndKnowsAFibersKind = noClasses()
            .that()
            .resideInAPackage(SEEING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOST, STREAM, SUBPROCESS, TEST, VIEW);

    @ArchTest
    static final ArchRule aViewStandsOnTheSeamAndNamesAFibersKind = noClasses()
            .that()
            .resideInAPackage(VIEW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOST, SEEING, STREAM, SUBPROCESS, TEST, "io.netty..");

    @ArchTest
    static final ArchRule nobodyKnowsTheView = noClasses()
            .that()
            .resideOutsideOfPackage(VIEW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(VIEW, "com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule nobodyKnowsWhoSees = noClasses()
            .that()
            .resideOutsideOfPackage(SEEING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    SEEING, "jdk.jfr..", "java.lang.management..", "javax.management..", "com.sun.tools.attach..");

    @ArchTest
    static final ArchRule theTestKitIsAUser = noClasses()
            .that()
            .resideInAPackage(TEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FIBER, HOST, SEEING, VIEW);

    /** But for the core with sockets and processes: a loop has them, the front door opens them, and tasks and futures are what they are made of. */
    @ArchTest
    static final ArchRule roomsFormNoCircle = slices().assignedFrom(new Rooms())
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAPackage(CORE), resideInAnyPackage(STREAM, SUBPROCESS));

    @ArchTest
    static final ArchRule theApiKnowsNoAdapter = noClasses()
            .that()
            .resideInAnyPackage(CORE, FIBER, HOST, SEEING, STREAM, SUBPROCESS, TEST, VIEW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio.reactor..", "io.asyncio.kotlin..", "kotlinx..", "org.springframework..");

    @ArchTest
    static final ArchRule onlyTheTestKitKnowsJUnitAndNothingKnowsTheTestKit = noClasses()
            .that()
            .resideOutsideOfPackage(TEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TEST, "org.junit..");

    @ArchTest
    static final ArchRule onlyTheHostAndTheSocketsKnowNetty = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and()
            .haveNameNotMatching(
                    ".*\\.(Loop|LoopGroup|LoopSockets)(\\$.*)?") // Loop.eventLoop() is for those who know Netty
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule namesSayWhatDiffers = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    /** A room is a package. */
    private static final class Rooms implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "rooms";
        }
    }
}
