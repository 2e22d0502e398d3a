from . import test_payslips
