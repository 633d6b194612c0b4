package main

func traceable() {}
