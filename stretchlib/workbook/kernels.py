"""The kernels of the workbook: what is typed in a cell goes into no history of IPython."""

from typing import Final

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

FORGETS: Final = "--HistoryManager.enabled=False"


class ForgetfulKernels(KernelSpecManager):
    """The kernels that are installed, the Python ones told to keep no history."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Say how a kernel is started: as it is installed, and without a history."""
        spec = super().get_kernel_spec(kernel_name)
        if any("ipykernel" in word for word in spec.argv) and FORGETS not in spec.argv:
            spec.argv = [*spec.argv, FORGETS]
        return spec
