"""The words of the product as frozen values, its error tree and its ports. Standard library only; imports nothing of ours."""
