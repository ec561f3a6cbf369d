//go:build !purego

#include "textflag.h"

// Both functions add, for each i < n, four terms to dst[i], one after the other: the order of a sum over columns. Two values of i stand
// side by side in a register, as every amd64 can; four are in work at a time. Nothing is fused: the bits are those of lanes.go.

#define ARGS \
	MOVQ dst+0(FP), DI;  \
	MOVQ a+8(FP), R8;    \
	MOVQ b+16(FP), R9;   \
	MOVQ c+24(FP), R10;  \
	MOVQ d+32(FP), R11;  \
	MOVQ x+40(FP), SI;   \
	MOVQ n+48(FP), CX;   \
	MOVSD 0(SI), X4;     \
	UNPCKLPD X4, X4;     \
	MOVSD 8(SI), X5;     \
	UNPCKLPD X5, X5;     \
	MOVSD 16(SI), X6;    \
	UNPCKLPD X6, X6;     \
	MOVSD 24(SI), X7;    \
	UNPCKLPD X7, X7;     \
	XORQ AX, AX;         \
	MOVQ CX, DX;         \
	ANDQ $~3, DX

#define PRODUCTS(ROW, X) \
	MOVUPD 0(ROW)(AX*8), X8;  \
	MOVUPD 16(ROW)(AX*8), X9; \
	MULPD X, X8;              \
	MULPD X, X9;              \
	ADDPD X8, X0;             \
	ADDPD X9, X1

#define PRODUCT(ROW, X) \
	MOVSD 0(ROW)(AX*8), X8; \
	MULSD X, X8;            \
	ADDSD X8, X0

#define SQUARES(ROW, X) \
	MOVUPD 0(ROW)(AX*8), X10; \
	MOVUPD 16(ROW)(AX*8), X11; \
	MOVAPD X, X8;             \
	MOVAPD X, X9;             \
	SUBPD X10, X8;            \
	SUBPD X11, X9;            \
	MULPD X8, X8;             \
	MULPD X9, X9;             \
	ADDPD X8, X0;             \
	ADDPD X9, X1

#define SQUARE(ROW, X) \
	MOVAPD X, X8;           \
	SUBSD 0(ROW)(AX*8), X8; \
	MULSD X8, X8;           \
	ADDSD X8, X0

// func products4(dst, a, b, c, d *float64, x *[4]float64, n int)
TEXT ·products4(SB), NOSPLIT, $0-56
	ARGS

products:
	CMPQ AX, DX
	JGE  product
	MOVUPD 0(DI)(AX*8), X0
	MOVUPD 16(DI)(AX*8), X1
	PRODUCTS(R8, X4)
	PRODUCTS(R9, X5)
	PRODUCTS(R10, X6)
	PRODUCTS(R11, X7)
	MOVUPD X0, 0(DI)(AX*8)
	MOVUPD X1, 16(DI)(AX*8)
	ADDQ $4, AX
	JMP  products

product:
	CMPQ AX, CX
	JGE  done
	MOVSD 0(DI)(AX*8), X0
	PRODUCT(R8, X4)
	PRODUCT(R9, X5)
	PRODUCT(R10, X6)
	PRODUCT(R11, X7)
	MOVSD X0, 0(DI)(AX*8)
	INCQ AX
	JMP  product

done:
	RET

// func squares4(dst, a, b, c, d *float64, x *[4]float64, n int)
TEXT ·squares4(SB), NOSPLIT, $0-56
	ARGS

squares:
	CMPQ AX, DX
	JGE  square
	MOVUPD 0(DI)(AX*8), X0
	MOVUPD 16(DI)(AX*8), X1
	SQUARES(R8, X4)
	SQUARES(R9, X5)
	SQUARES(R10, X6)
	SQUARES(R11, X7)
	MOVUPD X0, 0(DI)(AX*8)
	MOVUPD X1, 16(DI)(AX*8)
	ADDQ $4, AX
	JMP  squares

square:
	CMPQ AX, CX
	JGE  done
	MOVSD 0(DI)(AX*8), X0
	SQUARE(R8, X4)
	SQUARE(R9, X5)
	SQUARE(R10, X6)
	SQUARE(R11, X7)
	MOVSD X0, 0(DI)(AX*8)
	INCQ AX
	JMP  square

done:
	RET

// func above2(x *float64, n int, top uint64) uint64
TEXT ·above2(SB), NOSPLIT, $0-32
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ top+16(FP), X2
	PUNPCKLQDQ X2, X2
	PCMPEQL X3, X3
	PSRLQ $1, X3 // all bits but the sign
	PXOR X0, X0
	PXOR X1, X1
	XORQ AX, AX

above:
	CMPQ AX, CX
	JGE  above_done
	MOVOU 0(SI)(AX*8), X4
	MOVOU 16(SI)(AX*8), X5
	PAND X3, X4
	PAND X3, X5
	MOVO X2, X6
	MOVO X2, X7
	PSUBQ X4, X6
	PSUBQ X5, X7
	POR X6, X0
	POR X7, X1
	ADDQ $4, AX
	JMP  above

above_done:
	POR X1, X0
	MOVO X0, X1
	PUNPCKHQDQ X1, X1
	POR X1, X0
	MOVQ X0, AX
	MOVQ AX, ret+24(FP)
	RET
