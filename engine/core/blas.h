#ifndef ENGINE_CORE_BLAS_H
#define ENGINE_CORE_BLAS_H

/* blas.h - which BLAS is loaded, for messages: "OpenBLAS 0.3.21 ...". */
const char *blas_version(void);

#endif
