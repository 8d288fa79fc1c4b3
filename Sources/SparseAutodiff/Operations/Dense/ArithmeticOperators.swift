import SparseMatrices

// The operators of ``Arithmetic.swift`` for each combination of kinds, and with plain constants.

/// `a + b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func + <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Addition()(a, b)
}

/// `a + b`, broadcast (``DenseValue``).
public func + <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Addition()(a, b) }

/// `a − b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func - <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Subtraction()(a, b)
}

/// `a − b`, broadcast (``DenseValue``).
public func - <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Subtraction()(a, b) }

/// `a ⊙ b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func * <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Multiplication()(a, b)
}

/// `a ⊙ b`, broadcast (``DenseValue``).
public func * <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func * <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func * <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func * <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Multiplication()(a, b) }

/// `a ⊘ b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func / <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Division()(a, b)
}

/// `a ⊘ b`, broadcast (``DenseValue``).
public func / <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func / <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func / <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func / <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Division()(a, b) }

// With plain constants.

@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
private func affine<Value: DenseValue>(
  _ alpha: Value.Scalar, _ x: Variable<Value>, _ beta: Value.Scalar
) -> Variable<Value> { Affine(alpha: alpha, beta: beta)(x) }

/// `−x`.
public prefix func - <Value: DenseValue>(x: Variable<Value>) -> Variable<Value> {
  affine(-1, x, -0.0)
}

/// `x + c`.
public func + <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(1, x, c)
}

/// `c + x`.
public func + <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(1, x, c)
}

/// `x − c`.
public func - <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(1, x, -c)
}

/// `c − x`.
public func - <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(-1, x, c)
}

/// `x c`.
public func * <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(c, x, -0.0)
}

/// `c x`.
public func * <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(c, x, -0.0)
}

/// `x / c`, rounded once.
public func / <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value>
where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Division()(x, Variable<Value.Scalar>(c))
}

/// `c / x`.
public func / <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  ConstantPower(alpha: c, exponent: -1)(x)
}
