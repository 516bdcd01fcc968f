/* Rust's std asks bcryptprimitives.dll for random numbers. Every Windows since 10 has it, Wine 8 does not: this stands in
 * for it, for runs under Wine only. It is never shipped. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* advapi32: RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
    return SystemFunction036(buffer, (ULONG)length);
}
