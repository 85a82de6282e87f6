namespace Lockstep.Wire.Packs;

/// <summary>What was observed of a link and of the compressor in front of it. Zero stands for "not observed yet".</summary>
/// <param name="LinkBytesPerSecond">Bytes that the link accepts in a second.</param>
/// <param name="CompressorBytesPerSecond">Bytes of content that the compressor takes in a second at level 1.</param>
/// <param name="Share">What is left of contents by level 1, as a share of their length: 0.3 for text, 1 for what does not shrink.</param>
/// <param name="Connections">How many connections each compressed byte goes through: all of them encrypt it.</param>
public readonly record struct LinkRates(double LinkBytesPerSecond, double CompressorBytesPerSecond, double Share, int Connections = 1);
