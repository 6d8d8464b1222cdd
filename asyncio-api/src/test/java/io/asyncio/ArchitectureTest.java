package io.asyncio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between packages point one way. */
@AnalyzeClasses(packages = "io.asyncio", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule fibersKnowNothingOfTheLoop = classes()
            .that()
            .resideInAPackage("io.asyncio.fiber")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.asyncio.fiber", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule hostsKnowNeitherTasksNorLoops = noClasses()
            .that()
            .resideInAPackage("io.asyncio.host")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio", "io.asyncio.fiber", "io.asyncio.stream", "io.asyncio.test");

    @ArchTest
    static final ArchRule theApiKnowsNoAdapter = noClasses()
            .that()
            .resideInAnyPackage("io.asyncio", "io.asyncio.fiber", "io.asyncio.test")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio.reactor", "io.asyncio.kotlin", "kotlinx..", "org.springframework..");

    @ArchTest
    static final ArchRule onlyTheTestKitKnowsJUnitAndNothingKnowsTheTestKit = noClasses()
            .that()
            .resideOutsideOfPackage("io.asyncio.test")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio.test", "org.junit..");

    @ArchTest
    static final ArchRule onlyTheHostAndTheSocketsKnowNetty = noClasses()
            .that()
            .resideInAPackage("io.asyncio")
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
}
