//go:build !purego

#include "textflag.h"

// Four values stand side by side in a register of AVX2; each has a sum of its own, over columns in order. Nothing is fused: the bits are
// those of lanes.go.

// mask has, from word 4-n on, n words of ones and 4-n of zeros.
DATA ·mask+0(SB)/8, $-1
DATA ·mask+8(SB)/8, $-1
DATA ·mask+16(SB)/8, $-1
DATA ·mask+24(SB)/8, $-1
DATA ·mask+32(SB)/8, $0
DATA ·mask+40(SB)/8, $0
DATA ·mask+48(SB)/8, $0
DATA ·mask+56(SB)/8, $0
GLOBL ·mask(SB), RODATA|NOPTR, $64

// A term of four values to their sums: products with X, which has one number in all lanes, or squares of differences from it.
#define PRODUCT(VALUES, X, TERM, SUM) \
	VMULPD VALUES, X, TERM; \
	VADDPD TERM, SUM, SUM

#define SQUARE(VALUES, X, TERM, SUM) \
	VSUBPD VALUES, X, TERM;   \
	VMULPD TERM, TERM, TERM; \
	VADDPD TERM, SUM, SUM

// MASK sets the first of four words of Y9, as many as CX says, at most all.
#define MASK \
	MOVQ    $4, AX;              \
	CMPQ    CX, AX;              \
	CMOVQLT CX, AX;              \
	SHLQ    $3, AX;              \
	LEAQ    ·mask+32(SB), DX;    \
	SUBQ    AX, DX;              \
	VMOVUPD (DX), Y9

// SUMS is products256 or squares256: 16 values at a time, then four, of which the last are masked. DI: dst, BX: the values of the first
// column, CX: how many are left, R8: bytes from a column to the next. Columns run by AX and DX.
#define SUMS(TERM) \
	MOVQ dst+0(FP), DI; \
	MOVQ w+8(FP), BX; \
	MOVQ x+16(FP), SI; \
	MOVQ n+24(FP), CX; \
	MOVQ stride+32(FP), R8; \
	SHLQ $3, R8; \
	MOVQ cols+40(FP), R9; \
wide: \
	CMPQ CX, $16; \
	JLT narrow; \
	VXORPD Y0, Y0, Y0; \
	VXORPD Y1, Y1, Y1; \
	VXORPD Y2, Y2, Y2; \
	VXORPD Y3, Y3, Y3; \
	MOVQ BX, DX; \
	XORQ AX, AX; \
wide_column: \
	VBROADCASTSD (SI)(AX*8), Y4; \
	TERM(0(DX), Y4, Y5, Y0); \
	TERM(32(DX), Y4, Y6, Y1); \
	TERM(64(DX), Y4, Y7, Y2); \
	TERM(96(DX), Y4, Y8, Y3); \
	ADDQ R8, DX; \
	INCQ AX; \
	CMPQ AX, R9; \
	JLT wide_column; \
	VMOVUPD Y0, 0(DI); \
	VMOVUPD Y1, 32(DI); \
	VMOVUPD Y2, 64(DI); \
	VMOVUPD Y3, 96(DI); \
	ADDQ $128, DI; \
	ADDQ $128, BX; \
	SUBQ $16, CX; \
	JMP wide; \
narrow: \
	TESTQ CX, CX; \
	JLE done; \
	MASK; \
	VXORPD Y0, Y0, Y0; \
	MOVQ BX, DX; \
	XORQ AX, AX; \
narrow_column: \
	VBROADCASTSD (SI)(AX*8), Y4; \
	VMASKMOVPD (DX), Y9, Y6; \
	TERM(Y6, Y4, Y5, Y0); \
	ADDQ R8, DX; \
	INCQ AX; \
	CMPQ AX, R9; \
	JLT narrow_column; \
	VMASKMOVPD Y0, Y9, (DI); \
	ADDQ $32, DI; \
	ADDQ $32, BX; \
	SUBQ $4, CX; \
	JMP narrow; \
done: \
	VZEROUPPER; \
	RET

// EACH is two operations on each row of x: with a row a, then with a row b.
#define EACH(FIRST, SECOND) \
	MOVQ dst+0(FP), DI; \
	MOVQ x+8(FP), SI; \
	MOVQ a+16(FP), R8; \
	MOVQ b+24(FP), R9; \
	MOVQ cols+32(FP), R10; \
	MOVQ rows+40(FP), R11; \
	MOVQ R10, R12; \
	ANDQ $~3, R12; \
	MOVQ R10, CX; \
	SUBQ R12, CX; \
	MASK; \
row: \
	XORQ AX, AX; \
lanes: \
	CMPQ AX, R12; \
	JGE rest; \
	VMOVUPD (SI)(AX*8), Y0; \
	FIRST (R8)(AX*8), Y0, Y0; \
	SECOND (R9)(AX*8), Y0, Y0; \
	VMOVUPD Y0, (DI)(AX*8); \
	ADDQ $4, AX; \
	JMP lanes; \
rest: \
	TESTQ CX, CX; \
	JEQ next; \
	VMASKMOVPD (SI)(AX*8), Y9, Y0; \
	VMASKMOVPD (R8)(AX*8), Y9, Y1; \
	VMASKMOVPD (R9)(AX*8), Y9, Y2; \
	FIRST Y1, Y0, Y0; \
	SECOND Y2, Y0, Y0; \
	VMASKMOVPD Y0, Y9, (DI)(AX*8); \
next: \
	LEAQ (SI)(R10*8), SI; \
	LEAQ (DI)(R10*8), DI; \
	DECQ R11; \
	JNE row; \
	VZEROUPPER; \
	RET

// func products256(dst, w, x *float64, n, stride, cols int)
TEXT ·products256(SB), NOSPLIT, $0-48
	SUMS(PRODUCT)

// func squares256(dst, w, x *float64, n, stride, cols int)
TEXT ·squares256(SB), NOSPLIT, $0-48
	SUMS(SQUARE)

// func quads256(dst, w, x *float64, n, stride, cols, fours int)
//
// Four rows of x at a time, four values of each: R12 is their dst, SI where they are in x, R9 and R13 are the bytes of a row of x and of
// three, R10 and R11 of dst.
TEXT ·quads256(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ x+16(FP), SI
	MOVQ stride+32(FP), R8
	SHLQ $3, R8
	MOVQ cols+40(FP), R9
	SHLQ $3, R9
	LEAQ (R9)(R9*2), R13
	MOVQ n+24(FP), R10
	SHLQ $3, R10
	LEAQ (R10)(R10*2), R11

four:
	MOVQ DI, R12
	MOVQ w+8(FP), BX
	MOVQ n+24(FP), CX

lanes:
	MASK
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	MOVQ   BX, DX
	LEAQ   (SI)(R9*1), AX

column:
	VMASKMOVPD   (DX), Y9, Y4
	VBROADCASTSD (SI), Y5
	VBROADCASTSD (SI)(R9*1), Y6
	VBROADCASTSD (SI)(R9*2), Y7
	VBROADCASTSD (SI)(R13*1), Y8
	PRODUCT(Y4, Y5, Y5, Y0)
	PRODUCT(Y4, Y6, Y6, Y1)
	PRODUCT(Y4, Y7, Y7, Y2)
	PRODUCT(Y4, Y8, Y8, Y3)
	ADDQ         R8, DX
	ADDQ         $8, SI
	CMPQ         SI, AX
	JNE          column
	SUBQ         R9, SI
	VMASKMOVPD   Y0, Y9, (R12)
	VMASKMOVPD   Y1, Y9, (R12)(R10*1)
	VMASKMOVPD   Y2, Y9, (R12)(R10*2)
	VMASKMOVPD   Y3, Y9, (R12)(R11*1)
	ADDQ         $32, R12
	ADDQ         $32, BX
	SUBQ         $4, CX
	JGT          lanes
	LEAQ         (SI)(R9*4), SI
	LEAQ         (DI)(R10*4), DI
	DECQ         fours+48(FP)
	JNE          four
	VZEROUPPER
	RET

// Two columns of four rows, from BASE on, turned: C0 and C1 get one each. R8: bytes of a row, R9: of three
#define TURN(BASE, C0, C0X, C1, C1X, T) \
	VMOVUPD     (BASE), C0X;                  \
	VINSERTF128 $1, (BASE)(R8*2), C0, C0;     \
	VMOVUPD     (BASE)(R8*1), C1X;            \
	VINSERTF128 $1, (BASE)(R9*1), C1, C1;     \
	VMOVAPD     C0, T;                        \
	VUNPCKLPD   C1, C0, C0;                   \
	VUNPCKHPD   C1, T, C1

#define TURN_ONE(BASE, C, CX_, TX_) \
	VMOVSD      (BASE), CX_;                  \
	VMOVHPD     (BASE)(R8*1), CX_, CX_;       \
	VMOVSD      (BASE)(R8*2), TX_;            \
	VMOVHPD     (BASE)(R9*1), TX_, TX_;       \
	VINSERTF128 $1, TX_, C, C

// func dots256(dst, x, w *float64, cols, eights int, bias float64)
TEXT ·dots256(SB), NOSPLIT, $0-48
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         w+16(FP), BX
	MOVQ         cols+24(FP), R8
	MOVQ         eights+32(FP), R10
	VBROADCASTSD bias+40(FP), Y15
	MOVQ         R8, R11
	ANDQ         $~1, R11
	MOVQ         R8, R12
	SHLQ         $3, R8
	LEAQ         (R8)(R8*2), R9

eight:
	MOVQ   SI, CX
	LEAQ   (SI)(R8*4), DX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	XORQ   AX, AX

two:
	CMPQ         AX, R11
	JGE          odd
	VBROADCASTSD (BX)(AX*8), Y2
	VBROADCASTSD 8(BX)(AX*8), Y3
	TURN(CX, Y4, X4, Y5, X5, Y6)
	TURN(DX, Y7, X7, Y8, X8, Y9)
	VMULPD       Y2, Y4, Y4
	VMULPD       Y2, Y7, Y7
	VMULPD       Y3, Y5, Y5
	VMULPD       Y3, Y8, Y8
	VADDPD       Y4, Y0, Y0
	VADDPD       Y7, Y1, Y1
	VADDPD       Y5, Y0, Y0
	VADDPD       Y8, Y1, Y1
	ADDQ         $16, CX
	ADDQ         $16, DX
	ADDQ         $2, AX
	JMP          two

odd:
	CMPQ         AX, R12
	JGE          eight_done
	VBROADCASTSD (BX)(AX*8), Y2
	TURN_ONE(CX, Y4, X4, X5)
	TURN_ONE(DX, Y7, X7, X8)
	VMULPD       Y2, Y4, Y4
	VMULPD       Y2, Y7, Y7
	VADDPD       Y4, Y0, Y0
	VADDPD       Y7, Y1, Y1

eight_done:
	VADDPD  Y15, Y0, Y0
	VADDPD  Y15, Y1, Y1
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	ADDQ    $64, DI
	LEAQ    (SI)(R8*8), SI
	DECQ    R10
	JNE     eight
	VZEROUPPER
	RET

// func scaled256(dst, x, a, b *float64, cols, rows int)
TEXT ·scaled256(SB), NOSPLIT, $0-48
	EACH(VSUBPD, VDIVPD)

// func affine256(dst, x, a, b *float64, cols, rows int)
TEXT ·affine256(SB), NOSPLIT, $0-48
	EACH(VMULPD, VADDPD)

// func exps256(x, table *float64, n int)
TEXT ·exps256(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), DI
	MOVQ table+8(FP), BX
	MOVQ n+16(FP), CX

exps:
	MASK
	VMASKMOVPD (DI), Y9, Y0
	VMOVUPD    0(BX), Y1
	VMINPD     Y0, Y1, Y0 // a NaN stays
	VMOVUPD    32(BX), Y1
	VMAXPD     Y0, Y1, Y0
	VMULPD     64(BX), Y0, Y1
	VADDPD     96(BX), Y1, Y1 // rounded
	VSUBPD     96(BX), Y1, Y2 // k
	VMULPD     128(BX), Y2, Y3
	VMULPD     160(BX), Y2, Y4
	VSUBPD     Y3, Y0, Y0
	VSUBPD     Y4, Y0, Y2     // r
	VMOVUPD    224(BX), Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  256(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  288(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  320(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  352(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  384(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  416(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  448(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  480(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  512(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  544(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  576(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  608(BX), Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  640(BX), Y3, Y3
	VPSUBQ     192(BX), Y1, Y1 // both
	VPSRLQ     $1, Y1, Y4
	VPSUBQ     Y4, Y1, Y1
	VPSLLQ     $52, Y4, Y4
	VPSLLQ     $52, Y1, Y1
	VMULPD     Y4, Y3, Y3
	VMULPD     Y1, Y3, Y3
	VMASKMOVPD Y3, Y9, (DI)
	ADDQ       $32, DI
	SUBQ       $4, CX
	JGT        exps
	VZEROUPPER
	RET

// func above256(x *float64, n int, top uint64) uint64
TEXT ·above256(SB), NOSPLIT, $0-32
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VPBROADCASTQ top+16(FP), Y2
	VPCMPEQD     Y3, Y3, Y3
	VPSRLQ       $1, Y3, Y3 // all bits but the sign
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1
	XORQ         AX, AX

above:
	VPAND  0(SI)(AX*8), Y3, Y4
	VPAND  32(SI)(AX*8), Y3, Y5
	VPAND  64(SI)(AX*8), Y3, Y6
	VPAND  96(SI)(AX*8), Y3, Y7
	VPSUBQ Y4, Y2, Y4
	VPSUBQ Y5, Y2, Y5
	VPSUBQ Y6, Y2, Y6
	VPSUBQ Y7, Y2, Y7
	VPOR   Y4, Y0, Y0
	VPOR   Y5, Y1, Y1
	VPOR   Y6, Y0, Y0
	VPOR   Y7, Y1, Y1
	ADDQ   $16, AX
	CMPQ   AX, CX
	JLT    above
	VPOR         Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPOR         X1, X0, X0
	VPSRLDQ      $8, X0, X1
	VPOR         X1, X0, X0
	MOVQ         X0, AX
	MOVQ         AX, ret+24(FP)
	VZEROUPPER
	RET

// func avx2() bool: processor and operating system have the registers (CPUID leaves 1 and 7, XCR0)
TEXT ·avx2(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)
	XORL AX, AX
	CPUID
	CMPL AX, $7
	JLT  no
	MOVL $1, AX
	XORL CX, CX
	CPUID
	ANDL $(1<<27 | 1<<28), CX // OSXSAVE, AVX
	CMPL CX, $(1<<27 | 1<<28)
	JNE  no
	XORL CX, CX
	XGETBV
	ANDL $6, AX // the system saves X and Y
	CMPL AX, $6
	JNE  no
	MOVL $7, AX
	XORL CX, CX
	CPUID
	SHRL $5, BX
	ANDL $1, BX
	MOVB BX, ret+0(FP)

no:
	RET
