package io.asyncio.reactor;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The adapter is a user of asyncio-api, and its parts for one library each know the adapter, not each other. */
@AnalyzeClasses(packages = "io.asyncio.reactor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyWhatTheApiExportsIsUsed = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.asyncio..")
                    .and(resideOutsideOfPackages(
                            "io.asyncio",
                            "io.asyncio.stream",
                            "io.asyncio.test",
                            "io.asyncio.view",
                            "io.asyncio.reactor..")));

    @ArchTest
    static final ArchRule theAdapterKnowsNoneOfTheLibrariesParts = noClasses()
            .that()
            .resideInAPackage("io.asyncio.reactor")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio.reactor.*..");

    @ArchTest
    static final ArchRule onlyTheSpringPartKnowsSpring = noClasses()
            .that()
            .resideOutsideOfPackage("io.asyncio.reactor.spring")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule lettuceAndNettyAreKnownInTheirPartOnly = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.asyncio.reactor.lettuce", "io.asyncio.reactor.netty", "io.asyncio.reactor.spring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor.netty..");
}
