// swift-tools-version: 6.3
import PackageDescription

// Homebrew's SuiteSparse is found through pkg-config; Debian's has no .pc file and needs none.
#if os(macOS)
let cholmodPackage: String? = "CHOLMOD"
#else
let cholmodPackage: String? = nil
#endif

// Not in the manifest for good: it would reach packages that depend on this one by path, and their warnings break ours.
let isStrict = Context.environment["SPARSEAD_STRICT"] != nil
let settings: [SwiftSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

/// One level of the house: it sees the levels it names, and the compiler holds it to that.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies + ["CSparseKernels"], swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: ["SparseAD", "TestSupport", "CSparseKernels"] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "SparseAD",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "SparseAD", targets: ["SparseAD"]),
    .library(name: "SparseMatrices", targets: ["SparseMatrices"]),
    .library(name: "SparseFiles", targets: ["SparseFiles"]),
    .library(name: "SparseAutodiff", targets: ["SparseAutodiff"]),
    .library(name: "SparseOptimization", targets: ["SparseOptimization"]),
    .library(name: "SparseSolvers", targets: ["SparseSolvers"]),
    .library(name: "SparseODE", targets: ["SparseODE"]),
    .library(name: "SparseGraphs", targets: ["SparseGraphs"]),
    .executable(name: "Benchmarks", targets: ["Benchmarks"]),
    .executable(name: "Examples", targets: ["Examples"]),
  ],
  traits: [
    .trait(name: "BLAS", description: "Large dense products by the BLAS that is installed."),
    .trait(name: "SuiteSparse", description: "Factorisations by CHOLMOD and KLU."),
    .trait(name: "Compression", description: "Files in gzip, by zlib."),
    .default(enabledTraits: ["BLAS", "SuiteSparse", "Compression"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.3"),
  ],
  targets: [
    // The inner loops, and the system libraries.
    .target(name: "CSparseKernels"),
    .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CSuiteSparse", pkgConfig: cholmodPackage,
      providers: [.apt(["libsuitesparse-dev"]), .brew(["suite-sparse"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // The house, from the ground up.
    .target(
      name: "SparseMatrices",
      dependencies: ["CSparseKernels", .product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: settings,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    module(
      "SparseFiles",
      ["SparseMatrices", .target(name: "CZlib", condition: .when(traits: ["Compression"]))]),
    module(
      "SparseAutodiff",
      ["SparseMatrices", .target(name: "CBLAS", condition: .when(traits: ["BLAS"]))]),
    module("SparseOptimization", ["SparseFiles", "SparseAutodiff"]),
    module(
      "SparseSolvers",
      ["SparseAutodiff", .target(name: "CSuiteSparse", condition: .when(traits: ["SuiteSparse"]))]),
    module("SparseODE", ["SparseSolvers"]),
    module("SparseGraphs", ["SparseFiles", "SparseOptimization", "SparseODE"]),
    .target(
      name: "SparseAD",
      dependencies: [
        "SparseMatrices", "SparseFiles", "SparseAutodiff", "SparseOptimization", "SparseSolvers",
        "SparseODE", "SparseGraphs",
      ],
      swiftSettings: settings),

    // Other libraries on matrices of ours, for tests and measurements.
    module(
      "SparseOracles",
      ["SparseSolvers", .target(name: "CSuiteSparse", condition: .when(traits: ["SuiteSparse"]))]),

    // The commands, and what they share.
    .target(
      name: "CommandSupport",
      dependencies: [
        "SparseAD", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "CommandSupport", "SparseAD", "SparseOracles", "CSparseKernels",
        .target(name: "CSuiteSparse", condition: .when(traits: ["SuiteSparse"])),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "Examples", dependencies: ["CommandSupport", "SparseAD"], swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["SparseAD"], path: "Tests/TestSupport",
      exclude: ["Resources"], swiftSettings: settings),
    tests(of: "SparseMatrices"),
    tests(of: "SparseFiles"),
    tests(of: "SparseAutodiff"),
    tests(of: "SparseOptimization"),
    tests(
      of: "SparseSolvers",
      [
        "SparseOracles",
        .target(name: "CSuiteSparse", condition: .when(traits: ["SuiteSparse"])),
      ]),
    tests(of: "SparseODE"),
    tests(of: "SparseGraphs"),
    tests(of: "SparseAD"),
    tests(of: "CommandSupport", ["CommandSupport", "Benchmarks", "Examples"]),
    tests(of: "Benchmarks", ["CommandSupport", "Benchmarks"]),
    tests(of: "Examples", ["CommandSupport", "Examples"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
