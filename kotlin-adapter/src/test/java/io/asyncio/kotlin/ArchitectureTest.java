package io.asyncio.kotlin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The adapter is a user of asyncio-api; Kotlin's compiler does not read its module-info. */
@AnalyzeClasses(packages = "io.asyncio.kotlin", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyWhatTheApiExportsIsUsed = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.asyncio..")
                    .and(resideOutsideOfPackages(
                            "io.asyncio", "io.asyncio.stream", "io.asyncio.test", "io.asyncio.kotlin..")));

    @ArchTest
    static final ArchRule theAdapterKnowsNeitherItsTestKitNorItsStreams = noClasses()
            .that()
            .resideInAPackage("io.asyncio.kotlin")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.asyncio.kotlin.stream", "io.asyncio.kotlin.test");
}
