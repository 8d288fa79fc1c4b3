// All of the house in one import.
@_exported import SparseAutodiff
@_exported import SparseFiles
@_exported import SparseGraphs
@_exported import SparseMatrices
@_exported import SparseODE
@_exported import SparseOptimization
@_exported import SparseSolvers
