export default function startMoto(): Promise<void>;
